/* Ask the browser for a passkey as soon as the page stands; a refusal is told in the page's own words. */
const form = document.querySelector("form[data-passkey]");
const ask = form.dataset.passkey === "make" ? handleRegister : handleSignin;
ask(form.dataset.options)
  .then((answer) => {
    if (!answer.credential) throw new Error("no passkey");
    form.elements.credential.value = answer.credential;
    form.requestSubmit();
  })
  .catch(() => {
    form.querySelector("[role=status]").hidden = true;
    form.querySelector("[role=alert]").hidden = false;
  });
