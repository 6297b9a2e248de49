import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { DarkIcon, LightIcon, SystemThemeIcon } from "../icons.ts";
import { Tip } from "../tip.tsx";
import { t } from "../../words/t.ts";

const order = ["auto", "light", "dark"] as const;
const icons = { auto: SystemThemeIcon, light: LightIcon, dark: DarkIcon };
const words = () => ({ auto: t("Theme: as the system"), light: t("Theme: light"), dark: t("Theme: dark") });

/** Goes through system, light and dark; kept on this device. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Icon = icons[colorScheme];
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? "auto";
  return (
    <Tip label={words()[colorScheme]}>
      <ActionIcon aria-label={t("{theme}. Switch", { theme: words()[colorScheme] })} onClick={() => setColorScheme(next)}>
        <Icon size={16} />
      </ActionIcon>
    </Tip>
  );
}
