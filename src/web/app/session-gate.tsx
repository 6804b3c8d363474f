import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sessionKeys, useInstallation, useSession } from "../features/session/queries.ts";
import { Welcome } from "../features/session/welcome.tsx";
import { useHostNotice } from "../features/notice/use-host-notice.ts";
import { MeProvider } from "../lib/account-context.tsx";
import { Loaded } from "../lib/loaded.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Shell } from "../ui/shell.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { copy } from "./copy.ts";

/** Lets the app in once it is known who is here; shows the ways in when nobody is. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  // Asked for with it, so that the line is there when the screen is.
  const told = useHostNotice();
  const notices = told === null ? null : <Notice>{told}</Notice>;
  // The key starts every screen anew when another person signs in.
  if (session.data) {
    return (
      <MeProvider key={session.data.account.id} me={session.data}>
        {children}
      </MeProvider>
    );
  }
  if (session.data === null) return <SignedOut notices={notices} />;
  return (
    <Shell notices={notices}>
      <Page title={copy.opening} hideTitle>
        <Loaded query={session} skeleton={<Skeleton lines={3} shape="block" />}>
          {() => null}
        </Loaded>
      </Page>
    </Shell>
  );
}

function SignedOut({ notices }: { notices: ReactNode }) {
  const installation = useInstallation();
  const ended = useQueryClient().getQueryData(sessionKeys.ended) === true;
  return (
    <Shell notices={notices}>
      {installation.data ? (
        <Welcome installation={installation.data} ended={ended} />
      ) : (
        <Page title={copy.opening} hideTitle>
          <Loaded query={installation}>{() => null}</Loaded>
        </Page>
      )}
    </Shell>
  );
}
