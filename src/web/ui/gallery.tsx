// For developers: every component in every state, at /ui/gallery.html while `npm run dev` runs. Nothing imports it,
// so that the build leaves it out. ?theme=light|dark chooses the appearance.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./base.css";
import { Fold } from "./fold.tsx";
import { GalleryCharts } from "./gallery-charts.tsx";
import { GalleryFields } from "./gallery-fields.tsx";
import { GalleryScales } from "./gallery-scales.tsx";
import { GalleryWords } from "./gallery-words.tsx";
import { Nav } from "./nav.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { Shell } from "./shell.tsx";
import { applyTheme } from "./theme.ts";
import { ToastProvider } from "./toast-provider.tsx";

const parts = {
  scales: { title: "Scales", screen: <GalleryScales /> },
  charts: { title: "Charts", screen: <GalleryCharts /> },
  fields: { title: "Fields", screen: <GalleryFields /> },
  words: { title: "Words", screen: <GalleryWords /> },
};

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
applyTheme(theme === "light" || theme === "dark" ? theme : "system");
const part = Object.entries(parts).find(([name]) => name === query.get("part"))?.[1] ?? parts.scales;

const nav = (
  <Nav
    entries={Object.entries(parts).map(([name, { title }]) => ({
      label: title,
      href: `?part=${name}${theme ? `&theme=${theme}` : ""}`,
      current: title === part.title,
    }))}
  />
);

const aside = (
  <>
    <p>The calm second column: what helps, never what asks.</p>
    <Fold summary="Why is this here">
      <p>On a phone it comes below the first column.</p>
    </Fold>
  </>
);

function Gallery() {
  return (
    <ToastProvider>
      <Shell nav={nav} notices={<Notice>You are offline. What you type is kept here.</Notice>}>
        <Page title={part.title} aside={aside} asideLabel="About these">
          {part.screen}
        </Page>
      </Shell>
    </ToastProvider>
  );
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Gallery />
    </StrictMode>,
  );
}
