import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { sessionKeys } from "../features/session/queries.ts";
import { createQueryClient, forgetPerson } from "../lib/query-client.ts";
import { ToastProvider } from "../ui/toast-provider.tsx";
import { router } from "./router.tsx";

export function App() {
  const [client] = useState(() =>
    createQueryClient((signedOut) => {
      forgetPerson(signedOut);
      signedOut.setQueryData(sessionKeys.ended, true);
      signedOut.setQueryData(sessionKeys.me, null);
    }),
  );
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  );
}
