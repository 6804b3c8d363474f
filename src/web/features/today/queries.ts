import { useQuery } from "@tanstack/react-query";
import type { TodayView } from "#contract/today.ts";
import { read } from "../../lib/api.ts";

export const todayKeys = { all: ["today"] as const };

export function useToday() {
  return useQuery({
    queryKey: todayKeys.all,
    queryFn: ({ signal }) => read<TodayView>("/today", {}, signal),
    staleTime: 0,
  });
}
