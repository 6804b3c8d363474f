import { useQuery } from "@tanstack/react-query";
import type { ImportUndoReport, ImportView } from "#contract/import.ts";
import { read, upload, write } from "../../lib/api.ts";
import { useSave } from "../../lib/use-save.ts";

export const importKeys = {
  all: ["import"] as const,
  one: (id: string) => ["import", id] as const,
};

const pathOf = (id: string) => `/imports/${encodeURIComponent(id)}`;
const pollMs = 700;

export function useImports() {
  return useQuery({
    queryKey: importKeys.all,
    queryFn: ({ signal }) => read<{ items: ImportView[] }>("/imports", {}, signal),
    select: ({ items }) => items,
  });
}

/** One import; asked again and again while it is being read or carried out. */
export function useImport(id: string | null) {
  return useQuery({
    queryKey: importKeys.one(id ?? ""),
    queryFn: ({ signal }) => read<ImportView>(pathOf(id ?? ""), {}, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) =>
      state.data?.state === "reading" || state.data?.state === "running" ? pollMs : false,
  });
}

/** Sends files to be looked at; nothing is brought in by it. */
export function useProposeImport(onSaved: (proposed: ImportView) => void) {
  return useSave(
    ({ files, timeZone }: { files: readonly File[]; timeZone: string | null }, key) => {
      const form = new FormData();
      // Fields before files, so that a server reading in order knows them first.
      form.append("dryRun", "true");
      if (timeZone !== null) form.append("timezone", timeZone);
      for (const file of files) form.append("files", file, file.name);
      return upload<ImportView>("/imports", key, form);
    },
    { onSaved },
  );
}

export function useApplyImport(id: string, onSaved?: () => void) {
  return useSave(
    (body: { timezone?: string; convertScale: boolean }, key) =>
      write<ImportView>("POST", `${pathOf(id)}/apply`, key, body),
    { onSaved },
  );
}

export function useUndoImport(id: string, onSaved: (report: ImportUndoReport) => void) {
  return useSave((_: object, key) => write<ImportUndoReport>("DELETE", pathOf(id), key), { onSaved });
}
