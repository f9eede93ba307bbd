/** Personal access tokens: what logs in without a password. */
@NullMarked
package lab.iggy.embedded.token;

import org.jspecify.annotations.NullMarked;
