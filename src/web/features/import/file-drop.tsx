import { useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { copy } from "./copy.ts";
import styles from "./import.module.css";

interface FileDropProps {
  pending: boolean;
  onFiles: (files: File[]) => void;
}

/** Choose files, or drop them. The button is the way for keyboards and phones. */
export function FileDrop({ pending, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0 && !pending) onFiles(files);
  };
  return (
    <div
      className={classNames(styles.drop, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <Button
        variant="primary"
        pending={pending}
        pendingLabel={copy.sending}
        onClick={() => input.current?.click()}
      >
        {copy.choose}
      </Button>
      <p className={styles.soft}>{copy.drop}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={copy.choose}
        onChange={(event) => {
          take(event.target.files);
          // The same file can be chosen again after it was mended.
          event.target.value = "";
        }}
      />
    </div>
  );
}
