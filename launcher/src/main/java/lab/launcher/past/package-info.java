/** What strategies of the past are asked about: candles, patterns, commentary, as they were. */
@NullMarked
package lab.launcher.past;

import org.jspecify.annotations.NullMarked;
