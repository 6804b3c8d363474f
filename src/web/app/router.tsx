import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { basePath } from "../lib/base-path.ts";
import { AppShell } from "./app-shell.tsx";
import { NotFound } from "./not-found.tsx";
import { ScreenFailed } from "./screen-failed.tsx";
import { TodayScreen } from "./screens/today-screen.tsx";

// Today comes with the first load; every other screen is fetched when one goes there.
const root = createRootRoute({
  component: AppShell,
  notFoundComponent: NotFound,
  errorComponent: ScreenFailed,
});

const today = createRoute({ getParentRoute: () => root, path: "/", component: TodayScreen });

const tasks = createRoute({
  getParentRoute: () => root,
  path: "/tasks",
  component: lazyRouteComponent(() => import("./screens/tasks-screen.tsx"), "TasksScreen"),
});

const task = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$taskId",
  component: lazyRouteComponent(() => import("./screens/task-screen.tsx"), "TaskScreen"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$taskId/start",
  // Which planned one to take up; an id only, never a person's words.
  validateSearch: (search): { instance?: string } =>
    typeof search["instance"] === "string" ? { instance: search["instance"] } : {},
  component: lazyRouteComponent(() => import("./screens/start-screen.tsx"), "StartScreen"),
});

const instance = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId",
  component: lazyRouteComponent(() => import("./screens/instance-screen.tsx"), "InstanceScreen"),
});

const finish = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId/finish",
  component: lazyRouteComponent(() => import("./screens/finish-screen.tsx"), "FinishScreen"),
});

const reveal = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId/reveal",
  component: lazyRouteComponent(() => import("./screens/reveal-screen.tsx"), "RevealScreen"),
});

const done = createRoute({
  getParentRoute: () => root,
  path: "/done",
  component: lazyRouteComponent(() => import("./screens/done-screen.tsx"), "DoneScreen"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./screens/settings-screen.tsx"), "SettingsScreen"),
});

const bringData = createRoute({
  getParentRoute: () => root,
  path: "/import",
  validateSearch: (search): { id?: string } => (typeof search["id"] === "string" ? { id: search["id"] } : {}),
  component: lazyRouteComponent(() => import("./screens/import-screen.tsx"), "ImportScreen"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    today,
    tasks,
    task,
    start,
    instance,
    finish,
    reveal,
    done,
    settings,
    bringData,
  ]),
  basepath: basePath,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
