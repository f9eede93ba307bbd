/** Who is connected, what they may, and how much they move. */
@NullMarked
package lab.iggy.embedded.session;

import org.jspecify.annotations.NullMarked;
