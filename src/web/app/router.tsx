import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { basePath } from "../lib/base-path.ts";
import { AppShell } from "./app-shell.tsx";
import { NotFound } from "./not-found.tsx";
import { ScreenFailed } from "./screen-failed.tsx";
import { patiently, screens } from "./screens.ts";
import { ScreenOnItsWay } from "./screen-on-its-way.tsx";
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
  component: lazyRouteComponent(patiently(screens.tasks), "TasksScreen"),
});

const task = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$taskId",
  component: lazyRouteComponent(patiently(screens.task), "TaskScreen"),
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$taskId/start",
  // Which planned one to take up; an id only, never a person's words.
  validateSearch: (search): { instance?: string } =>
    typeof search["instance"] === "string" ? { instance: search["instance"] } : {},
  component: lazyRouteComponent(patiently(screens.start), "StartScreen"),
});

const instance = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId",
  component: lazyRouteComponent(patiently(screens.instance), "InstanceScreen"),
});

const finish = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId/finish",
  component: lazyRouteComponent(patiently(screens.finish), "FinishScreen"),
});

const reveal = createRoute({
  getParentRoute: () => root,
  path: "/instances/$instanceId/reveal",
  component: lazyRouteComponent(patiently(screens.reveal), "RevealScreen"),
});

const done = createRoute({
  getParentRoute: () => root,
  path: "/done",
  component: lazyRouteComponent(patiently(screens.done), "DoneScreen"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(patiently(screens.settings), "SettingsScreen"),
});

const bringData = createRoute({
  getParentRoute: () => root,
  path: "/import",
  validateSearch: (search): { id?: string } => (typeof search["id"] === "string" ? { id: search["id"] } : {}),
  component: lazyRouteComponent(patiently(screens.bringData), "ImportScreen"),
});

const server = createRoute({
  getParentRoute: () => root,
  path: "/server",
  component: lazyRouteComponent(patiently(screens.server), "ServerScreen"),
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
    server,
  ]),
  basepath: basePath,
  defaultPreload: "intent",
  defaultPendingComponent: ScreenOnItsWay,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
