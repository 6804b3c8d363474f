import type { ReactNode } from "react";
import { LinkButton } from "../../lib/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { formatScaleValue } from "../../ui/scale-value.ts";
import { copy } from "./copy.ts";
import { useInstance } from "./queries.ts";

interface OpenAlreadyProps {
  /** The open go at the task, if there is one. */
  instanceId: string | null;
  /** Given the id of the one to go on with, or null to make a new one. */
  children: (instanceId: string | null) => ReactNode;
}

/** Looks at what is open already: something planned is taken up, something running is said. */
export function OpenAlready({ instanceId, children }: OpenAlreadyProps) {
  if (instanceId === null) return children(null);
  return <Open instanceId={instanceId}>{children}</Open>;
}

function Open({ instanceId, children }: OpenAlreadyProps & { instanceId: string }) {
  const { data: instance, error } = useInstance(instanceId);
  if (error && !instance) return children(null);
  if (!instance) return <Skeleton lines={3} shape="block" />;
  if (instance.state === "planned" || instance.state === "initialized") {
    const { aversion } = instance.forecast;
    return (
      <>
        {aversion !== null && <p>{copy.alreadySaid(formatScaleValue(aversion))}</p>}
        {children(instance.id)}
      </>
    );
  }
  if (instance.state === "active" || instance.state === "paused") {
    return (
      <>
        <Notice
          action={
            <LinkButton variant="link" to="/instances/$instanceId" params={{ instanceId: instance.id }}>
              {copy.goToIt}
            </LinkButton>
          }
        >
          {copy.alreadyRunning}
        </Notice>
        {children(null)}
      </>
    );
  }
  return children(null);
}
