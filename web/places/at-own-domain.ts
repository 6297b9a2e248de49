/** True where these pages came from a domain of a host's own: nothing of the deployment is there but that host's marketplace. */
export const atOwnDomain = document.querySelector('meta[name="stoa-domain"]') !== null;
