import { useQuery } from "@tanstack/react-query";
import type { EmotionView } from "#contract/emotion.ts";
import { read, write } from "../../lib/api.ts";
import { useSave } from "../../lib/use-save.ts";

export const emotionKeys = { all: ["emotion"] as const };

/** The usual pairs and a person's own. */
export function useEmotions() {
  return useQuery({
    queryKey: emotionKeys.all,
    queryFn: ({ signal }) => read<{ items: EmotionView[] }>("/emotions", {}, signal),
    select: ({ items }) => items,
    staleTime: 60_000,
  });
}

export function useCreateEmotion(onSaved?: (emotion: EmotionView) => void) {
  return useSave(
    (body: { positive: string; negative?: string }, key) =>
      write<EmotionView>("POST", "/emotions", key, body),
    { onSaved },
  );
}

export function useDeleteEmotion(onSaved?: () => void) {
  return useSave(
    ({ id }: { id: string }, key) => write<unknown>("DELETE", `/emotions/${encodeURIComponent(id)}`, key),
    { onSaved },
  );
}
