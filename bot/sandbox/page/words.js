// What the page itself says, in Vietnamese and English. The bot's own words come from the bot.

const WEEKDAYS = {
  vi: ["Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"],
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
};

/** "2026-11-21" as "Thứ Bảy, 21/11/2026". */
function day(language, date) {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, dayOfMonth)).getUTCDay();
  return `${WEEKDAYS[language][weekday]}, ${dayOfMonth}/${month}/${year}`;
}

export const WORDS = {
  vi: {
    hint: "Nơi diễn tập với Sổ Tay: chọn một chiếc điện thoại, bấm “Bắt đầu”, rồi nhắn như trên máy thật. Không có gì gửi ra ngoài.",
    phones: "Điện thoại của ai?",
    add_phone: "Thêm điện thoại",
    add_phone_hint: "Một số máy mới mà trợ lý chưa quen.",
    owner_name: "Tên chủ máy",
    messenger: "Nhắn tin qua",
    hello: "Xin chào",
    owner_example: "Ví dụ: Nguyễn Thị Hoa",
    add: "Thêm",
    cancel: "Thôi",
    close: "Đóng",
    back: "Về danh sách điện thoại",
    nobody: "Chọn một chiếc điện thoại trong danh sách để bắt đầu.",
    phone_of: ({ name }) => `Điện thoại của ${name}`,
    unread: ({ count }) => `${count} tin chưa đọc`,
    menu_of: ({ name }) => `Tuỳ chọn máy của ${name}`,
    close_phone: ({ name }) => `Cất điện thoại của ${name}`,
    assistant: "trợ lý tự động",
    chat_of: ({ name, bot }) => `Trò chuyện giữa ${name} và ${bot}`,
    empty: ({ name, bot }) => `Máy này của ${name}. Bấm nút dưới đây để chào ${bot}.`,
    start: "Bắt đầu",
    write: "Nhắn tin…",
    write_as: ({ name }) => `Tin nhắn của ${name}`,
    send: "Gửi",
    commands: "Các lệnh",
    no_commands: "Trợ lý chưa có lệnh nào.",
    newer: "Tin mới",
    edited: "đã sửa",
    wrote: ({ name }) => `${name}: `,
    picture: "Hình",
    enlarge: ({ caption }) => (caption ? `Phóng to hình: ${caption}` : "Phóng to hình"),
    download: "Tải về",
    download_file: ({ name, size }) => `Tải về ${name}, ${size}`,
    opens_outside: ({ label }) => `${label} (mở trang khác)`,
    understood: "Đã hiểu",
    block: "Chặn bot",
    blocked: "Máy này đang chặn bot nên không nhận được tin.",
    unblock: "Bỏ chặn",
    clock: "Đồng hồ diễn tập",
    clock_more: "Tua đồng hồ",
    next_event: "tin kế tiếp",
    next_event_tip: "Đến lúc trợ lý tự nhắn tin",
    nothing_ahead: "40 ngày tới trợ lý chưa có gì để tự nhắn.",
    plus_hour: "+1 giờ",
    plus_day: "+1 ngày",
    to_monday: "đến thứ Hai",
    to_monday_tip: "Thứ Hai tới, 07:30",
    step_amount: "Tua thêm",
    step_unit: "Đơn vị",
    minutes: "phút",
    hours: "giờ",
    days: "ngày",
    step_go: "Tua",
    moved: ({ date, time }) => `Bây giờ là ${time}, ${day("vi", date)}.`,
    day: ({ date }) => day("vi", date),
    other_language: "EN",
    other_language_label: "English (EN)",
    not_sent: ({ why }) => `Chưa gửi được: ${why}`,
    failed: ({ why }) => `Không làm được: ${why}`,
    unreachable: "không tới được máy chủ",
    lost: "Mất kết nối với máy chủ. Đang nối lại…",
  },
  en: {
    hint: "A place to practise with Sổ Tay: choose a phone, tap “Start”, then chat as on a real one. Nothing leaves this computer.",
    phones: "Whose phone?",
    add_phone: "Add a phone",
    add_phone_hint: "A new number that the assistant does not know.",
    owner_name: "Owner's name",
    messenger: "Messenger",
    hello: "Hello",
    owner_example: "For example: Nguyễn Thị Hoa",
    add: "Add",
    cancel: "Cancel",
    close: "Close",
    back: "Back to the list of phones",
    nobody: "Choose a phone from the list to begin.",
    phone_of: ({ name }) => `Phone of ${name}`,
    unread: ({ count }) => (count === 1 ? "1 unread message" : `${count} unread messages`),
    menu_of: ({ name }) => `Options of ${name}'s phone`,
    close_phone: ({ name }) => `Put away the phone of ${name}`,
    assistant: "automatic assistant",
    chat_of: ({ name, bot }) => `Chat between ${name} and ${bot}`,
    empty: ({ name, bot }) => `This phone belongs to ${name}. Tap the button to greet ${bot}.`,
    start: "Start",
    write: "Message…",
    write_as: ({ name }) => `Message from ${name}`,
    send: "Send",
    commands: "Commands",
    no_commands: "The assistant has no commands yet.",
    newer: "New messages",
    edited: "edited",
    wrote: ({ name }) => `${name}: `,
    picture: "Picture",
    enlarge: ({ caption }) => (caption ? `Enlarge picture: ${caption}` : "Enlarge picture"),
    download: "Download",
    download_file: ({ name, size }) => `Download ${name}, ${size}`,
    opens_outside: ({ label }) => `${label} (opens another page)`,
    understood: "Got it",
    block: "Block the bot",
    blocked: "This phone blocks the bot, so nothing reaches it.",
    unblock: "Unblock",
    clock: "Practice clock",
    clock_more: "Move the clock",
    next_event: "next event",
    next_event_tip: "To when the assistant writes of itself",
    nothing_ahead: "The assistant will not write of itself in the next 40 days.",
    plus_hour: "+1 hour",
    plus_day: "+1 day",
    to_monday: "to Monday",
    to_monday_tip: "Next Monday, 07:30",
    step_amount: "Move by",
    step_unit: "Unit",
    minutes: "minutes",
    hours: "hours",
    days: "days",
    step_go: "Move",
    moved: ({ date, time }) => `It is now ${time}, ${day("en", date)}.`,
    day: ({ date }) => day("en", date),
    other_language: "VI",
    other_language_label: "Tiếng Việt (VI)",
    not_sent: ({ why }) => `Not sent: ${why}`,
    failed: ({ why }) => `That did not work: ${why}`,
    unreachable: "the server cannot be reached",
    lost: "Lost the server. Reconnecting…",
  },
};

// How an element names its words: the key sits in data-<kind>, the values of the sentence (JSON) in data-<kind>-values.
const WRITE = {
  word: (element, text) => { element.textContent = text; },
  label: (element, text) => element.setAttribute("aria-label", text),
  tip: (element, text) => element.setAttribute("title", text),
  placeholder: (element, text) => element.setAttribute("placeholder", text),
};

let language = "vi";

export const currentLanguage = () => language;

/** The sentence `key` in the page's language. */
export function word(key, values = {}) {
  const sentence = WORDS[language][key];
  return typeof sentence === "function" ? sentence(values) : sentence;
}

/** Writes a sentence into an element; it follows the page when the language changes. `kind`: word, label, tip or placeholder. */
export function put(element, key, values = {}, kind = "word") {
  element.dataset[kind] = key;
  element.dataset[`${kind}Values`] = JSON.stringify(values);
  WRITE[kind](element, word(key, values));
}

/** Empties an element that `put` has written. */
export function wipe(element) {
  delete element.dataset.word;
  element.textContent = "";
}

/** Writes every sentence below `root` in the page's language. */
export function fill(root) {
  for (const [kind, write] of Object.entries(WRITE)) {
    for (const element of root.querySelectorAll(`[data-${kind}]`)) {
      write(element, word(element.dataset[kind], JSON.parse(element.dataset[`${kind}Values`] ?? "{}")));
    }
  }
}

/** Switches the whole page to "vi" or "en". */
export function speak(chosen) {
  language = chosen in WORDS ? chosen : "vi";
  document.documentElement.lang = language;
  fill(document);
}
