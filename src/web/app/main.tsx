import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../ui/base.css";
import { Mark } from "../ui/mark.tsx";
import { Page } from "../ui/page.tsx";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Page title="Task Aversion System">
        <Mark />
      </Page>
    </StrictMode>,
  );
}
