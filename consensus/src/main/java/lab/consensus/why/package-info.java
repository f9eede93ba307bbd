/** Why a trade was made, refused or left alone: what is kept of it, put together. */
@NullMarked
package lab.consensus.why;

import org.jspecify.annotations.NullMarked;
