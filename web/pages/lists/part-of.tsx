import { Link } from "@tanstack/react-router";

/** Says that a list shows only what belongs to one object, and the way to all of it. */
export function PartOf({ what }: { what: string }) {
  return (
    <p>
      Only of {what}. <Link to=".">Show all</Link>
    </p>
  );
}
