import type { ReactNode } from "react";
import type { ConnectionFinding, ConnectionView } from "#contract/server.ts";
import { Loaded } from "../../lib/loaded.tsx";
import { copy } from "./copy.ts";
import { useConnection } from "./queries.ts";
import styles from "./server.module.css";

/** How this browser reaches the server, and which line to change where something is in the way. */
export function ConnectionSection() {
  const connection = useConnection();
  return (
    <Loaded query={connection}>
      {(view) => (
        <>
          {view.findings.map((finding) => (
            <Found key={finding.code} finding={finding} />
          ))}
          <Facts view={view} />
        </>
      )}
    </Loaded>
  );
}

function Found({ finding: { state, saw, advice, line } }: { finding: ConnectionFinding }) {
  if (state === "ok") return <p>{saw}</p>;
  return (
    <div className={styles.finding}>
      <p>{saw}</p>
      {advice !== null && <p>{advice}</p>}
      {line !== null && (
        <pre className={styles.lines}>
          <code>{line}</code>
        </pre>
      )}
    </div>
  );
}

function Facts({ view }: { view: ConnectionView }) {
  const { seen, publicUrl, client, peer, trusted, trustedProxies, headers, cookies } = view;
  return (
    <dl className={styles.facts}>
      <Fact name={copy.seen}>{seen}</Fact>
      {publicUrl !== seen && <Fact name="PUBLIC_URL">{publicUrl ?? copy.notSet}</Fact>}
      <Fact name={copy.client}>{client}</Fact>
      {peer !== client && <Fact name={copy.peer}>{copy.peerLine(peer, trusted)}</Fact>}
      <Fact name="TRUSTED_PROXIES">
        {trustedProxies.length === 0 ? copy.none : trustedProxies.join(", ")}
      </Fact>
      <Fact name={copy.headers}>
        {headers.length === 0 ? (
          copy.none
        ) : (
          <ul className={styles.plain}>
            {headers.map(({ name, value }) => (
              <li key={name}>{`${name}: ${value}`}</li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name={copy.cookies}>{copy.cookieLine(cookies.kept, cookies.secure)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={styles.anywhere}>{children}</dd>
    </div>
  );
}
