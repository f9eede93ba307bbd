/** Tells somebody elsewhere what happens in a lab: over a webhook, or by a Telegram bot. */
@NullMarked
package lab.launcher.notify;

import org.jspecify.annotations.NullMarked;
