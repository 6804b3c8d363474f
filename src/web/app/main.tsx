import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../ui/base.css";
import { chosenTheme } from "../lib/theme-choice.ts";
import { applyTheme } from "../ui/theme.ts";
import { fetchScreensAhead } from "./screens.ts";
import { App } from "./app.tsx";

applyTheme(chosenTheme());

const root = document.getElementById("root");
if (root) {
  fetchScreensAhead();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
