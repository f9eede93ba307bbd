/** The market of a lab: which feed it has, on which terms. */
@NullMarked
package lab.launcher.market;

import org.jspecify.annotations.NullMarked;
