import { useState } from "react";
import { useDraft } from "../../lib/use-draft.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { useLater } from "../../lib/use-later.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Fold } from "../../ui/fold.tsx";
import { copy } from "./copy.ts";
import { DoneFilters } from "./done-filters.tsx";
import { DoneRow } from "./done-row.tsx";
import styles from "./instance.module.css";
import { type InstanceFilter, useInstances } from "./queries.ts";

const everything: InstanceFilter = { show: "closed", search: "", cancelCategory: "", from: "", to: "" };

/** Everything done or let go, the newest first. */
export function DoneList() {
  const { value: filter, change, clear } = useDraft("done-filter", everything);
  const [open] = useState(() => isFiltered(filter));
  const list = useInstances(useLater(filter, 250));
  const filtered = isFiltered(filter);
  const empty = filter.show === "deleted" ? copy.noneDeleted : filtered ? copy.noneFound : copy.noneYet;
  return (
    <div className={styles.stack}>
      <Fold summary={copy.filter} open={open}>
        <DoneFilters filter={filter} onChange={change} />
        {filtered && (
          <Button variant="link" onClick={clear}>
            {copy.clearFilter}
          </Button>
        )}
      </Fold>
      <Loaded query={list}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <EmptyState>{empty}</EmptyState>;
          return (
            <ul className={styles.list}>
              {items.map((instance) => (
                <DoneRow key={instance.id} instance={instance} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {list.hasNextPage && (
        <div>
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {copy.moreItems}
          </Button>
        </div>
      )}
    </div>
  );
}

function isFiltered(filter: InstanceFilter): boolean {
  return (
    filter.show !== "closed" || [filter.search, filter.cancelCategory, filter.from, filter.to].some(Boolean)
  );
}
