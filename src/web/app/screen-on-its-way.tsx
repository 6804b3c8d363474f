import { Page } from "../ui/page.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { copy } from "./copy.ts";

/** Stands in for a screen that takes longer than a second to come. */
export function ScreenOnItsWay() {
  return (
    <Page title={copy.opening}>
      <Skeleton lines={3} shape="block" />
    </Page>
  );
}
