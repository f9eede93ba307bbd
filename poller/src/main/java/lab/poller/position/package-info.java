/** How far a feed has come, and the market that a directory is of: what it keeps. */
@NullMarked
package lab.poller.position;

import org.jspecify.annotations.NullMarked;
