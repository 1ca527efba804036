// Passkeys: the browser asks the person, the form carries the answer. Without script or passkeys the codes remain.
export function watchPasskeys(root) {
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { publicKey } = JSON.parse(document.getElementById("passkey-options").textContent);
      const kind = window.PublicKeyCredential;
      try {
        const credential =
          form.dataset.passkey === "create"
            ? await navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(publicKey) })
            : await navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(publicKey) });
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch {
        form.querySelector("[data-passkey-failed]").hidden = false;
      }
    });
  }
}
