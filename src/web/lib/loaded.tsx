import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/error-line.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { sentenceOf } from "./api-problem.ts";

interface LoadedProps<View> {
  query: Pick<UseQueryResult<View>, "data" | "error" | "isFetching" | "refetch">;
  /** Holds the place while loading. */
  skeleton?: ReactNode;
  children: (view: View) => ReactNode;
}

/** Shows what was read; its place while it is on its way; a sentence and another try when it did not come. */
export function Loaded<View>({ query, skeleton, children }: LoadedProps<View>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <ErrorLine
        action={
          <Button variant="link" pending={query.isFetching} onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      >
        {sentenceOf(query.error)}
      </ErrorLine>
    );
  }
  return skeleton ?? <Skeleton lines={4} />;
}
