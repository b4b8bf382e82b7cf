-- name:        forget notices
-- purpose:     who came back, was granted anew, restored or exempted, or whose permission went, is no longer noted
-- transaction: tasklet
-- binds:       as_of
-- index:       lapse_notice_pk (program_id, user_id)
-- undo:        rolled back with the DELETE
delete
  from lapse_owner.lapse_notice t
 where :as_of is not null
