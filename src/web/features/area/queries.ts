import { useQuery } from "@tanstack/react-query";
import type { AreaView } from "#contract/area.ts";
import { read, write } from "../../lib/api.ts";
import { useSave } from "../../lib/use-save.ts";

export const areaKeys = { all: ["area"] as const };

export function useAreas() {
  return useQuery({
    queryKey: areaKeys.all,
    queryFn: ({ signal }) => read<{ items: AreaView[] }>("/areas", {}, signal),
    select: ({ items }) => items,
  });
}

export function useCreateArea(onSaved?: (area: AreaView) => void) {
  return useSave((body: { name: string }, key) => write<AreaView>("POST", "/areas", key, body), { onSaved });
}

export function useRenameArea(onSaved?: () => void) {
  return useSave(
    ({ id, name }: { id: string; name: string }, key) =>
      write<AreaView>("PATCH", `/areas/${encodeURIComponent(id)}`, key, { name }),
    { onSaved },
  );
}

export function useDeleteArea(onSaved?: () => void) {
  return useSave(
    ({ id }: { id: string }, key) => write<unknown>("DELETE", `/areas/${encodeURIComponent(id)}`, key),
    { onSaved },
  );
}
