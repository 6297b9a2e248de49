// Signs the person in at the marketplace: a fresh token from our server goes to the frame by form POST, never by URL.
const form = document.querySelector("#marketplace-sign-in");
const frame = document.querySelector("iframe[name=marketplace]");
const state = document.querySelector("#marketplace-state");

async function signIn() {
  const answer = await fetch("/integrations/token", { method: "POST", headers: { accept: "application/json" } });
  if (answer.status === 401) {
    location.assign("/sign-in?next=/integrations");
    return;
  }
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  form.elements.token.value = (await answer.json()).token;
  form.submit();
  form.elements.token.value = "";
}

async function open() {
  try {
    await signIn();
  } catch {
    state.hidden = false;
    state.textContent = "The marketplace could not be opened. Reload the page to try again.";
  }
}

if (form && frame) {
  frame.addEventListener("load", () => {
    state.hidden = true;
  });
  // The marketplace asks for a new sign-in when its session has ended.
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === new URL(form.action).origin && event.data?.type === "stoa:sign-in-needed")
      void open();
  });
  void open();
}
