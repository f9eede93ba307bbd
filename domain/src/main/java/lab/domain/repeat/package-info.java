/** What tells a message that came again from one that says something else. */
@NullMarked
package lab.domain.repeat;

import org.jspecify.annotations.NullMarked;
