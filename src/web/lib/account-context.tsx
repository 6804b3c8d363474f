import { createContext, type ReactNode, useContext } from "react";
import type { AccountView, MeView } from "#contract/account.ts";

const MeContext = createContext<MeView | null>(null);

export function MeProvider({ me, children }: { me: MeView; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** Who is signed in, and where; only below the session gate. */
export function useMe(): MeView {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe needs a signed-in person above it");
  return me;
}

export function useAccount(): AccountView {
  return useMe().account;
}
