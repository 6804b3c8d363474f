/** The path the app is mounted below, ending in "/"; the server writes it into the page. */
export const basePath = readBasePath();

function readBasePath(): string {
  const given = document.querySelector<HTMLMetaElement>('meta[name="tas-base"]')?.content || "/";
  return given.endsWith("/") ? given : `${given}/`;
}
