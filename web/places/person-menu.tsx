import type { MeView } from "@stoa/contract";
import { ActionIcon } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { CodeIcon, LeaveIcon, PersonIcon } from "../parts/icons.ts";
import { Menu, MenuItem, MenuLabel } from "../parts/menu.tsx";
import { signOut } from "./sign-out.ts";
import { t } from "../words/t.ts";

/** Who is signed in, and the way out. */
export function PersonMenu({ me }: { me: MeView }) {
  const navigate = useNavigate();
  const button = (
    <ActionIcon aria-label={t("Signed in as {name}", { name: me.person?.name ?? t("nobody") })}>
      <PersonIcon size={16} />
    </ActionIcon>
  );
  return (
    <Menu target={button}>
      <MenuLabel>
        {me.person?.name}
        {me.person?.email ? <div>{me.person.email}</div> : null}
      </MenuLabel>
      <MenuItem icon={<CodeIcon size={14} />} onChoose={() => void navigate({ to: "/reference" })}>
        {t("HTTP API")}
      </MenuItem>
      <MenuItem icon={<LeaveIcon size={14} />} onChoose={() => void signOut()}>
        {t("Sign out")}
      </MenuItem>
    </Menu>
  );
}
