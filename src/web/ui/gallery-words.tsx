import { useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { EmptyState } from "./empty-state.tsx";
import { ErrorLine } from "./error-line.tsx";
import { Fold } from "./fold.tsx";
import { Mark } from "./mark.tsx";
import { Notice } from "./notice.tsx";
import { Skeleton } from "./skeleton.tsx";
import { useToast } from "./toast-provider.tsx";

export function GalleryWords() {
  const [open, setOpen] = useState(false);
  const toast = useToast();
  const close = () => setOpen(false);
  return (
    <>
      <Mark />
      <Notice>Welcome back. Nothing was lost.</Notice>
      <Notice action={<Button variant="link">Protect it</Button>}>
        This is a temporary account without a password. It lives in this browser.
      </Notice>
      <ErrorLine action={<Button variant="link">Try again</Button>}>
        Something went wrong on the server. Your entry is kept here; try again.
      </ErrorLine>
      <EmptyState action={<Button>Type your first task</Button>}>
        Here will be what you have done, with how you thought it would be and how it was.
      </EmptyState>
      <Skeleton lines={3} />
      <Skeleton lines={2} shape="block" />
      <Fold summary="More about this task">
        <p>Folded away until someone wants it.</p>
      </Fold>
      <Button onClick={() => setOpen(true)}>Delete…</Button>
      <Button
        onClick={() =>
          toast.show({ message: "Moved to Friday.", actionLabel: "Undo", onAction: () => undefined })
        }
      >
        Move to Friday
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title="Delete “Call the dentist” and its 12 entries?"
        actions={
          <>
            <Button onClick={close}>Keep it</Button>
            <Button variant="irreversible" onClick={close}>
              Delete for good
            </Button>
          </>
        }
      >
        <p>This one cannot be undone.</p>
      </Dialog>
    </>
  );
}
