/** Lines for nginx, to stand beside proxy_pass. */
export const nginxLine = {
  client: "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
  scheme: "proxy_set_header X-Forwarded-Proto $scheme;",
  schemeHandedOn: "proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;",
  /** With the port, where it is not the usual one. */
  host: "proxy_set_header Host $http_host;",
  forwardedHost: "proxy_set_header X-Forwarded-Host $http_host;",
  toHttps: "return 301 https://$host$request_uri;",
} as const;
