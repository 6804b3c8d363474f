import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/error-line.tsx";
import { Page } from "../ui/page.tsx";
import { copy } from "./copy.ts";

/** What stands in for a screen that broke or could not be fetched. */
export function ScreenFailed() {
  return (
    <Page title={copy.failedTitle}>
      <ErrorLine
        action={
          <Button variant="link" onClick={() => location.reload()}>
            {copy.reload}
          </Button>
        }
      >
        {copy.failed}
      </ErrorLine>
    </Page>
  );
}
