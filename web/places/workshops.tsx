import { WorkshopPlace } from "./workshop-place.tsx";

export function OperatorPlace() {
  return <WorkshopPlace kind="operator" />;
}

export function SidePlace() {
  return <WorkshopPlace kind="side" />;
}

export function PublisherPlace() {
  return <WorkshopPlace kind="publisher" />;
}
