import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./theme/fonts/fonts.css";
import "./theme/tokens.css";
import "./theme/mantine.css";
import "./theme/base.css";
import "./theme/bare-page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { inFrame } from "./frame/host-page.ts";
import { schemeInMemory } from "./frame/scheme-in-memory.ts";
import { openFrame } from "./frame/open-frame.ts";
import { atOwnDomain } from "./places/at-own-domain.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.tsx";
import { theme } from "./theme/theme.ts";
import { connectLanguage } from "./words/connect-language.ts";
import { languageNow, ownLanguage, setLanguage } from "./words/language.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Language and look are the host's to say; the page would otherwise be drawn twice.
if (inFrame) await Promise.race([openFrame(), new Promise((late) => setTimeout(late, 2_000))]);
else if (location.pathname.startsWith("/connect")) await setLanguage(connectLanguage(navigator.languages));
else if (atOwnDomain || location.pathname.startsWith("/shop") || location.pathname === "/unsubscribe")
  await setLanguage(ownLanguage(navigator.languages));
document.documentElement.lang = languageNow();

// Variables and classes come from our sheets: a style tag written by script would need a hole in the content policy.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(inFrame ? { colorSchemeManager: schemeInMemory } : {})}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
