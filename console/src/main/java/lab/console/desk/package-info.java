/** What the paper desk says of itself, asked over HTTP: it may be slow, broken or not there. */
@NullMarked
package lab.console.desk;

import org.jspecify.annotations.NullMarked;
