package lab.launcher.notify;

import java.time.Instant;

/**
 * Something that somebody is told.
 *
 * @param kind {@code fill}, {@code kill_switch}, {@code alert}, {@code summary}, or {@code several}
 */
record Note(String kind, String text, Instant time) {}
