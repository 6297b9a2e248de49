import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { DarkIcon, LightIcon, SystemThemeIcon } from "../icons.ts";

const order = ["auto", "light", "dark"] as const;
const icons = { auto: SystemThemeIcon, light: LightIcon, dark: DarkIcon };
const words = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

/** Goes through system, light and dark; kept on this device. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? "auto";
  return (
    <Tooltip label={words[colorScheme]}>
      <ActionIcon aria-label={`${words[colorScheme]}. Switch`} onClick={() => setColorScheme(next)}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
