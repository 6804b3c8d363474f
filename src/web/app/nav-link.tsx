import { useRouter } from "@tanstack/react-router";
import type { NavLinkProps } from "../ui/nav.tsx";

/** The navigation's link, taken by the router; with a modifier key the browser does what it always does. */
export function NavLink({ href, children, ...rest }: NavLinkProps) {
  const router = useRouter();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        router.history.push(href);
      }}
    >
      {children}
    </a>
  );
}
