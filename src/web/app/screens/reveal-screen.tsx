import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { copy } from "../../features/instance/copy.ts";
import { useInstance, useInstanceVerb } from "../../features/instance/queries.ts";
import { Reveal } from "../../features/instance/reveal.tsx";
import { LinkButton } from "../../lib/link-button.tsx";
import { Loaded } from "../../lib/loaded.tsx";
import { SaveLine } from "../../lib/save-line.tsx";
import { Screen } from "../../lib/screen.tsx";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast-provider.tsx";
import { copy as appCopy } from "../copy.ts";
import styles from "./screens.module.css";

const route = getRouteApi("/instances/$instanceId/reveal");

export function RevealScreen() {
  const { instanceId } = route.useParams();
  const instance = useInstance(instanceId);
  const navigate = useNavigate();
  const toast = useToast();
  const reopen = useInstanceVerb(instanceId, (_, here) => {
    toast.show({ message: copy.tookBack });
    if (here) void navigate({ to: "/instances/$instanceId", params: { instanceId }, replace: true });
  });
  return (
    <Screen title={instance.data?.taskName ?? copy.revealTitle} prominent>
      <Loaded query={instance}>
        {(view) =>
          view.state === "completed" ? (
            <Reveal instance={view} />
          ) : (
            <p>
              {copy.notFinished}{" "}
              <LinkButton variant="link" to="/instances/$instanceId" params={{ instanceId }}>
                {copy.goOn}
              </LinkButton>
            </p>
          )
        }
      </Loaded>
      <div className={styles.actions}>
        <LinkButton variant="primary" wide to="/">
          {appCopy.toToday}
        </LinkButton>
        {instance.data?.state === "completed" && (
          <Button
            variant="link"
            pending={reopen.pending && !reopen.waiting}
            onClick={() => reopen.save({ verb: "reopen" })}
          >
            {copy.takeBack}
          </Button>
        )}
        <SaveLine save={reopen} />
      </div>
    </Screen>
  );
}
