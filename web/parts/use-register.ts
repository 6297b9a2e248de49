import { useLayoutEffect } from "react";

/** Sets the register of the page, which sizes type and controls: the roomy shop or the dense workshop. */
export function useRegister(register: "shop" | "workshop"): void {
  useLayoutEffect(() => {
    document.documentElement.dataset["register"] = register;
  }, [register]);
}
