import { createTheme, type VariantColorsResolver } from "@mantine/core";

const plain = { hover: "var(--hover)", color: "var(--text)", border: "1px solid transparent" };

const variants: Record<string, ReturnType<VariantColorsResolver>> = {
  filled: { background: "var(--accent)", hover: "var(--accent-hover)", color: "var(--on-accent)", border: "1px solid transparent" },
  danger: { background: "var(--failed)", hover: "var(--failed-hover)", color: "var(--on-failed)", border: "1px solid transparent" },
  default: { background: "var(--raised)", hover: "var(--hover)", color: "var(--text)", border: "1px solid var(--line-strong)" },
  subtle: { background: "transparent", ...plain },
  light: { background: "var(--accent-tint)", hover: "var(--accent-tint)", color: "var(--accent-text)", border: "1px solid transparent" },
  transparent: { background: "transparent", ...plain, hover: "transparent" },
};

const fallback = { background: "transparent", ...plain };

/** Mantine's theme. Colours and sizes are CSS variables (`tokens.css`, `mantine.css`); here are only choices made in script. */
export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: false,
  variantColorResolver: ({ variant }) => variants[variant] ?? fallback,
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { size: "md", variant: "subtle" } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    Checkbox: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "sm", withThumbIndicator: false } },
  },
});
