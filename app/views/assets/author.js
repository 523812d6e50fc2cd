// A cookie, because it comes with the request: the first drawing of the next visit has the name already.
const YEAR_S = 31_536_000;

export default function ({ data: [cookie, name] }) {
  const age = name ? YEAR_S : 0;
  document.cookie = `${cookie}=${encodeURIComponent(name)}; path=/; max-age=${age}; samesite=strict`;
}
