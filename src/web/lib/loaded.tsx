import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/error-line.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ApiProblem, sentenceOf } from "./api-problem.ts";

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
          !isGone(query.error) && (
            <Button variant="link" pending={query.isFetching} onClick={() => void query.refetch()}>
              Try again
            </Button>
          )
        }
      >
        {sentenceOf(query.error)}
      </ErrorLine>
    );
  }
  return skeleton ?? <Skeleton lines={4} />;
}

/** Asking once more does not bring back what is not there. */
function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404;
}
