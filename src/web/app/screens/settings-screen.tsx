import type { ReactNode } from "react";
import { AppearanceSetting } from "../../features/appearance/appearance-setting.tsx";
import { AreaSettings } from "../../features/area/area-settings.tsx";
import { EmotionSettings } from "../../features/emotion/emotion-settings.tsx";
import { BringAndTake } from "../../features/import/bring-and-take.tsx";
import { ServerLink } from "../../features/server/server-link.tsx";
import { AccountSettings } from "../../features/session/account-settings.tsx";
import { SignOut } from "../../features/session/sign-out.tsx";
import { TimeZoneSetting } from "../../features/session/time-zone-setting.tsx";
import { useAccount } from "../../lib/account-context.tsx";
import { Screen } from "../../lib/screen.tsx";
import { copy } from "../copy.ts";
import styles from "./screens.module.css";

export function SettingsScreen() {
  const { role } = useAccount();
  return (
    <Screen title={copy.settings}>
      <Part id="account" heading={copy.account}>
        <AccountSettings />
      </Part>
      <Part heading={copy.appearance}>
        <AppearanceSetting />
      </Part>
      <Part heading={copy.timeZone}>
        <TimeZoneSetting />
      </Part>
      <Part heading={copy.feelings}>
        <EmotionSettings />
      </Part>
      <Part heading={copy.areas}>
        <AreaSettings />
      </Part>
      <Part heading={copy.data}>
        <BringAndTake />
      </Part>
      {role === "admin" && (
        <Part heading={copy.server}>
          <ServerLink />
        </Part>
      )}
      <Part heading={copy.leave}>
        <SignOut />
      </Part>
    </Screen>
  );
}

interface PartProps {
  id?: string;
  heading: string;
  children: ReactNode;
}

function Part({ id, heading, children }: PartProps) {
  return (
    <section className={styles.part} id={id}>
      <h2 className={styles.heading}>{heading}</h2>
      {children}
    </section>
  );
}
