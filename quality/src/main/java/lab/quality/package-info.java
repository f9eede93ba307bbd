/**
 * How good the data are: each rule looks through the tables of warm and cold for one kind of fault,
 * and says where it stands, from when to when.
 */
@NullMarked
package lab.quality;

import org.jspecify.annotations.NullMarked;
