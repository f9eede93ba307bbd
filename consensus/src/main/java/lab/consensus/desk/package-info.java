/** The desk itself: when it decides, what it may do, what it sent, and what it has. */
@NullMarked
package lab.consensus.desk;

import org.jspecify.annotations.NullMarked;
