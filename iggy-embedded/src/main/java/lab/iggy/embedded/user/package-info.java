/** Users: who may log in by a password, and what they may do. */
@NullMarked
package lab.iggy.embedded.user;

import org.jspecify.annotations.NullMarked;
