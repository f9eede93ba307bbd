/** Whether an answer may be believed. */
@NullMarked
package lab.analyst.check;

import org.jspecify.annotations.NullMarked;
